"""Answers go over the line compressed for whoever understands it, and are otherwise the same."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from geo_eplan.compression import LEAST_BYTES, CompressAnswers, gzipped

BODY = ("ถนนคอนกรีตเสริมเหล็ก " * 200).encode()


def answered(response: HttpResponseBase, accepts: str = "gzip, deflate, br") -> HttpResponseBase:
    def view(_request: HttpRequest) -> HttpResponseBase:
        return response

    return CompressAnswers(view)(RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts))


@pytest.mark.parametrize(
    "kind",
    ["text/html; charset=utf-8", "application/geo+json", "application/json", "application/vnd.mapbox-vector-tile"],
)
def test_what_is_worth_it_is_compressed(kind: str) -> None:
    response = answered(HttpResponse(BODY, content_type=kind, headers={"ETag": '"abc"', "Vary": "Cookie"}))
    assert isinstance(response, HttpResponse)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == BODY
    assert response["Content-Length"] == str(len(response.content))
    assert len(response.content) < len(BODY) / 10
    assert (response["ETag"], response["Vary"]) == ('W/"abc"', "Cookie, Accept-Encoding")


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "identity, gzip; q=0.0"])
def test_whoever_does_not_want_gzip_gets_the_plain_answer(accepts: str) -> None:
    response = answered(HttpResponse(BODY, content_type="application/json", headers={"ETag": '"abc"'}), accepts)
    assert isinstance(response, HttpResponse)
    assert response.content == BODY
    assert not response.has_header("Content-Encoding")
    assert (response["ETag"], response["Vary"]) == ('"abc"', "Accept-Encoding")


@pytest.mark.parametrize("accepts", ["gzip;q=0.5", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"])
def test_gzip_is_recognised_beside_others(accepts: str) -> None:
    assert answered(HttpResponse(BODY, content_type="application/json"), accepts).has_header("Content-Encoding")


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(BODY[: LEAST_BYTES - 1], content_type="application/json"),
        HttpResponse(BODY, content_type="image/png"),
        HttpResponse(BODY, content_type="application/json", headers={"Content-Encoding": "zstd"}),
        HttpResponse(status=304),
        StreamingHttpResponse([BODY], content_type="application/geo+json"),
    ],
)
def test_small_packed_and_streamed_answers_are_left_alone(response: HttpResponseBase) -> None:
    before = dict(response.items())
    assert dict(answered(response).items()) == before


def test_a_file_is_left_alone() -> None:
    with open(__file__, "rb") as file:  # noqa: PTH123 - Django's answer closes what it is given
        assert not answered(FileResponse(file, content_type="text/html")).has_header("Content-Encoding")


def test_the_same_answer_has_many_lengths() -> None:
    assert len({len(gzipped(BODY)) for _ in range(50)}) > 10
