"""What surveys keep about persons."""

from django.utils.translation import gettext_lazy as _

from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, declare


def declare_all() -> None:
    declare(
        "surveys.Survey",
        title=_("Surveys that you made"),
        person="made_by",
        fields={
            "made_by": Personal(
                _("So that it is known who made it."), UNTIL_ERASED, label=_("That you made it")
            )
        },
        plain={"title_zh", "title_en", "about_zh", "about_en", "consent_zh", "consent_en"},
    )
    declare(
        "surveys.Researcher",
        title=_("Surveys that you run"),
        person="person",
        fields={
            "person": Personal(
                _("To let you run the survey."),
                UNTIL_ERASED,
                erase=Erase.DELETE_ROW,
                label=_("That you run it"),
            )
        },
    )
    declare("surveys.Wave", plain={"title_zh", "title_en", "frame", "counts", "quota_by"})
    declare("surveys.Quota", plain={"cell"})
    declare(
        "surveys.Belonging",
        title=_("Answers to surveys that you said belong to an organisation, or do not"),
        person="decided_by",
        fields={
            "decided_by": Personal(
                _("To see who decided it, and to ask."), UNTIL_ERASED, label=_("That you decided it")
            )
        },
        plain={"name"},
    )
    declare(
        "surveys.Comparability",
        title=_("What you decided about comparing waves of surveys"),
        person="by",
        fields={
            "by": Personal(
                _("So that it is known who decided it."), UNTIL_ERASED, label=_("That you decided it")
            )
        },
        plain={"question", "before", "mapping", "note"},
    )
    declare(
        "surveys.Release",
        title=_("Anonymised answers that you published"),
        person="by",
        fields={
            "by": Personal(
                _("So that it is known who published it."), UNTIL_ERASED, label=_("That you published it")
            )
        },
        plain={"licence", "published", "known", "report", "files"},
    )
    declare("surveys.Invitation", plain={"outcome", "excluded", "excluded_note"})
    declare(
        "surveys.Report",
        title=_("Reports that you began"),
        person="made_by",
        fields={
            "made_by": Personal(
                _("So that it is known who began it."), UNTIL_ERASED, label=_("That you began it")
            )
        },
        plain={
            "title_zh",
            "title_en",
            "summary_zh",
            "summary_en",
            "method_zh",
            "method_en",
            "licence",
            "blocks",
        },
    )
    declare(
        "surveys.Publication",
        title=_("Reports that you published"),
        person="published_by",
        fields={
            "published_by": Personal(
                _("So that it is known who published it."), UNTIL_ERASED, label=_("That you published it")
            )
        },
        plain={"content", "digest", "data_version", "withdrawn_reason"},
    )
