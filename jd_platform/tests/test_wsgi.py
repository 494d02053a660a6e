"""The entry point: what a request claims of its charset never matters, and titles are ready before the first one."""

import io
import json
import subprocess
import sys

import pytest

from jd_platform.wsgi import application
from tests.factories import person, token_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-16", '"zlib"', "nonsense; x=y"])
@pytest.mark.usefixtures("kept_connection")
def test_a_request_is_read_as_utf_8(charset):
    body = '{"title": "Conseillère", "text": "Expérience de Python."}'.encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/jobs",
        "QUERY_STRING": "x=%C3%A9",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": f"application/json; CHARSET={charset}",
        "HTTP_AUTHORIZATION": f"Bearer {token_of(person('editor'))}",
    }
    statuses = []
    answer = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["201 Created"]
    assert json.loads(answer)["title"] == "Conseillère"


def test_titles_are_ready_before_the_first_request():
    code = "import jd_platform.wsgi; from skills.engines.embedded import engine; print(engine._titles_index)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "TitleStandardiser" in done.stdout
