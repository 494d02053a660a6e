"""What is done about the skills of an upload's jobs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jd_platform.access import Request, may_edit
from jobs.access import get_batch
from jobs.views import back_to_batch
from skills import services


@may_edit
@require_POST
def built_in_engine(request: Request, batch_id: uuid.UUID) -> HttpResponse:
    """Have the built-in engine find the skills of the jobs that wait for calls to Lightcast."""
    batch = get_batch(request.user, batch_id)
    count = services.leave_to_built_in_engine(batch)
    if count:
        said = ngettext(
            "The built-in engine finds the skills of %(count)d job.",
            "The built-in engine finds the skills of %(count)d jobs.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("No job of this upload waits for calls to Lightcast any more."))
    return back_to_batch(request, batch)
