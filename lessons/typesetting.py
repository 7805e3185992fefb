"""PDFs from data. The layouts stand beside the modules that fill them; `house.typ` is what they share."""

import json
from pathlib import Path
from typing import Any

import typst


def tagged_pdf(layout: Path, told: dict[str, Any]) -> bytes:
    """Tagged for screen readers (PDF/UA). Nothing in `told` is taken for markup."""
    pdf: bytes = typst.compile(layout, sys_inputs={"pack": json.dumps(told)}, format="pdf", pdf_standards=["ua-1"])
    return pdf
