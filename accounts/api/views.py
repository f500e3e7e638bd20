"""`/api/me/` and `/api/me/tokens/`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.caller import caller
from accounts.enums import Role
from accounts.models import PersonalToken, User
from accounts.tokens import create_token, revoke_token


class AssignmentSerializer(serializers.Serializer):
    """A role held today."""

    role = serializers.ChoiceField(choices=Role.choices)
    authority = serializers.IntegerField(source="authority_id", allow_null=True)
    authority_name = serializers.SerializerMethodField()
    province = serializers.CharField(source="province_id", allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)

    def get_authority_name(self, assignment: Any) -> str:
        """The short name of the authority; empty for wider roles."""
        return assignment.authority.short_name if assignment.authority else ""


class MeSerializer(serializers.ModelSerializer):
    """The person who is signed in, and what the person may see."""

    is_national = serializers.BooleanField(source="scope.is_national")
    assignments = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "full_name", "email", "is_demo", "is_national", "assignments")

    @extend_schema_field(AssignmentSerializer(many=True))
    def get_assignments(self, user: User) -> Any:
        """The assignments in force today."""
        held = user.assignments.in_force().select_related("authority").defer("authority__boundary").order_by("id")
        return AssignmentSerializer(held, many=True).data


class TokenSerializer(serializers.ModelSerializer):
    """A personal token without its secret."""

    class Meta:
        model = PersonalToken
        fields: tuple[str, ...] = ("id", "name", "prefix", "created_at", "last_used_at", "expires_at", "revoked_at")


class NewTokenSerializer(serializers.Serializer):
    """What a new token is for and how long it lives."""

    name = serializers.CharField(max_length=80)
    days = serializers.IntegerField(min_value=1, max_value=366, default=90)


class MadeTokenSerializer(TokenSerializer):
    """A token that was just made, with its secret, which is shown this once."""

    token = serializers.CharField()

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")


class Me(APIView):
    """Who is signed in."""

    @extend_schema(operation_id="me", summary="Who is signed in", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The person and the roles held today."""
        return Response(MeSerializer(request.user).data)


class OwnTokens(APIView):
    """One's own tokens. Made and revoked by hand only: a token that leaked must not be able to make another."""

    authentication_classes = [SessionAuthentication]

    @extend_schema(operation_id="tokens_list", summary="One's own tokens", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first, revoked ones too."""
        return Response(TokenSerializer(_own(request), many=True).data)

    @extend_schema(
        operation_id="tokens_create",
        summary="Make a token",
        request=NewTokenSerializer,
        responses={201: MadeTokenSerializer},
    )
    def post(self, request: Request) -> Response:
        """The secret is in `token`, this once."""
        sent = NewTokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        token, secret = create_token(user=caller(request), **sent.validated_data)
        return Response({**TokenSerializer(token).data, "token": secret}, status=201)


class OwnToken(APIView):
    """One of one's own tokens."""

    authentication_classes = [SessionAuthentication]

    @extend_schema(operation_id="tokens_revoke", summary="Revoke a token", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """It stops working at once; 404 for one that is not yours."""
        if revoke_token(user=caller(request), token_id=pk) is None:
            raise Http404
        return Response(status=204)


def _own(request: Request) -> QuerySet[PersonalToken]:
    return PersonalToken.objects.filter(user=caller(request)).order_by("-id")
