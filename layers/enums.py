"""Kinds of local authority and of the changes between them (DLA registry)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorityKind(models.TextChoices):
    """The kinds of local authority, in the department's own order."""

    PAO = "PAO", _("provincial administrative organization")
    CITY = "CITY", _("city municipality")
    TOWN = "TOWN", _("town municipality")
    SUBDISTRICT = "SUBDISTRICT", _("subdistrict municipality")
    SAO = "SAO", _("subdistrict administrative organization")
    SPECIAL = "SPECIAL", _("special local authority")


class SuccessionKind(models.TextChoices):
    """How one authority came out of another."""

    UPGRADE = "UPGRADE", _("upgraded")
    MERGER = "MERGER", _("merged")
    SPLIT = "SPLIT", _("split")


# First digit of the seven-digit DLA code. A few codes keep an old digit after an upgrade, so a mismatch is a
# remark, never a reason to refuse a row.
CODE_DIGIT_OF_KIND = {
    AuthorityKind.PAO: "2",
    AuthorityKind.CITY: "3",
    AuthorityKind.TOWN: "4",
    AuthorityKind.SUBDISTRICT: "5",
    AuthorityKind.SAO: "6",
}

# The short and the full Thai word that stand before an authority's own name.
SHORT_PREFIX_TH = {
    AuthorityKind.PAO: "อบจ.",
    AuthorityKind.CITY: "ทน.",
    AuthorityKind.TOWN: "ทม.",
    AuthorityKind.SUBDISTRICT: "ทต.",
    AuthorityKind.SAO: "อบต.",
    AuthorityKind.SPECIAL: "",
}
FULL_PREFIX_TH = {
    AuthorityKind.PAO: "องค์การบริหารส่วนจังหวัด",
    AuthorityKind.CITY: "เทศบาลนคร",
    AuthorityKind.TOWN: "เทศบาลเมือง",
    AuthorityKind.SUBDISTRICT: "เทศบาลตำบล",
    AuthorityKind.SAO: "องค์การบริหารส่วนตำบล",
    AuthorityKind.SPECIAL: "",
}
FULL_SUFFIX_EN = {
    AuthorityKind.PAO: "Provincial Administrative Organization",
    AuthorityKind.CITY: "City Municipality",
    AuthorityKind.TOWN: "Town Municipality",
    AuthorityKind.SUBDISTRICT: "Subdistrict Municipality",
    AuthorityKind.SAO: "Subdistrict Administrative Organization",
    AuthorityKind.SPECIAL: "",
}
SHORT_SUFFIX_EN = {
    AuthorityKind.PAO: "PAO",
    AuthorityKind.CITY: "City",
    AuthorityKind.TOWN: "Town",
    AuthorityKind.SUBDISTRICT: "Subdistrict M.",
    AuthorityKind.SAO: "SAO",
    AuthorityKind.SPECIAL: "",
}
