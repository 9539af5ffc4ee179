"""Scripts in few files: each module keeps its names, in the order that they need one another."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from core.bundles import BUNDLES, joined_scripts


def joined(*paths: str, **files: str) -> str:
    """Modules a.js, b.js … given by name."""
    return joined_scripts(paths, lambda path: files[path.removesuffix(".js")])


def test_a_module_comes_after_what_it_imports_once() -> None:
    text = joined(
        "a.js",
        "b.js",
        a='import { one } from "./c.js";\nexport const two = one + 1;\n',
        b='import { one as uno } from "./c.js";\nuno;\n',
        c="export const one = 1;\n",
    )
    assert [text.count(f"const {name} = (()") for name in "abc"] == [1, 1, 1]
    assert text.index("const c =") < text.index("const a =")
    assert "const { one: uno } = c;" in text


@pytest.mark.parametrize(
    "line", ['import x from "./c.js";', "export default 1;", 'import "./c.js";']
)
def test_what_can_not_be_joined_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="can not be joined"):
        joined("a.js", a=line + "\n")


@pytest.mark.journey
def test_the_joined_scripts_run_in_a_browser(page: Page) -> None:
    """On an empty page: whatever is missing or named twice would be an error."""
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    scripts = [name for name in BUNDLES if name.endswith(".js")]
    for name in scripts:
        text = joined_scripts(BUNDLES[name], _kept)
        page.add_script_tag(content=f"{text}\ndocument.body.append('{name} ')", type="module")
    page.wait_for_function(f"document.body.textContent.split('.js').length > {len(scripts)}")
    assert broken == []


def _kept(path: str) -> str:
    text: str = (settings.BASE_DIR / "static" / path).read_text(encoding="utf-8")
    return text
