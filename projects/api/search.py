"""`/api/search/`: suggestions while one types, within what the person may see."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.caller import caller
from projects.searching.asking import KINDS, search
from projects.searching.words import MOST_LETTERS

FEW = 3


class SuggestionSerializer(serializers.Serializer):
    """One line. `url` is the address of its page; empty when it has none."""

    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)


class SuggestionsSerializer(serializers.Serializer):
    """What was found: three lines of each kind. `near` tells that nothing holds the text itself."""

    near = serializers.BooleanField()
    results = SuggestionSerializer(many=True)


class Suggestions(APIView):
    """The search of `/search/`, a few lines of each kind."""

    @extend_schema(
        operation_id="search",
        summary="Find projects, authorities, contractors and numbers",
        parameters=[OpenApiParameter("q", str, required=True, description="At most 100 characters.")],
        responses=SuggestionsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Nothing for an empty question."""
        text = request.query_params.get("q", "").replace("\x00", "")[:MOST_LETTERS]
        found = search(caller(request), text, few=FEW)
        lines = [hit for group in found.groups for hit in group.hits]
        results = [{"kind": hit.kind, "title": hit.text, "place": hit.place, "url": hit.url} for hit in lines]
        return Response({"near": found.is_near, "results": results})
