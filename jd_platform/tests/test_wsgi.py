"""What a request claims of its charset never matters."""

import io
import json

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
