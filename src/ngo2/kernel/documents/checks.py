"""Without its fonts a form would be printed in boxes: said when the house starts, not at the printer."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as Warn

from ngo2.kernel.documents import services


def fonts(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    missing = [name for name in services.FONTS if not (services.FONT_FOLDER / name).is_file()]
    if not missing:
        return []
    return [
        Warn(
            f"The fonts of printed forms are missing ({', '.join(missing)}), so no PDF can be made; "
            "everything else works. Run tools/node-env . and tools/frontend, as make run does.",
            id="documents.W001",
        )
    ]
