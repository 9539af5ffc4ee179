"""Style sheets and scripts that are kept in small files and sent in few.

`make static` joins them (BundledStorage); in development and tests each file is loaded by itself,
as it is kept. Scripts are modules: each keeps its own names, and what it imports from its
neighbours comes before it. A script that does more than that with import and export is refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["BUNDLES", "BundledStorage", "bundle_html", "joined_scripts"]

BUNDLES: Mapping[str, Sequence[str]] = {
    "css/site.css": ("css/tokens.css", "css/portal.css", "css/forms.css", "css/components.css"),
    "js/site.js": ("js/error-summary.js", "js/characters-left.js"),
    "js/form.js": (
        "js/form/follow-ups.js",
        "js/form/amounts.js",
        "js/form/earlier.js",
        "js/autosave.js",
    ),
}
"""What is sent as one file, and what it is made of, in order."""

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

Read = Callable[[str], str]


def bundle_html(name: str) -> SafeString:
    """The elements of a page's head that load a bundle: one where it has been joined."""
    is_joined = isinstance(staticfiles_storage, BundledStorage)
    html = [_element(path) for path in ((name,) if is_joined else BUNDLES[name])]
    return SafeString("".join(html))


def joined_scripts(paths: Sequence[str], read: Read) -> str:
    """Modules and what they import as one module. Raises ValueError for what can't be joined."""
    order: dict[str, str] = {}
    for path in paths:
        _collect(path, read, order)
    return "".join(order.values())


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Joins the bundles before files get their hashes and are compressed."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Django's own steps, with the bundles among the files."""
        if not dry_run:
            for name in BUNDLES:
                self.delete(name)
                self._save(name, ContentFile(self._joined(name)))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _joined(self, name: str) -> str:
        if name.endswith(".js"):
            return joined_scripts(BUNDLES[name], self._text)
        return "\n".join(self._text(path) for path in BUNDLES[name])

    def _text(self, path: str) -> str:
        with self.open(path) as file:
            return str(file.read().decode("utf-8"))


def _element(path: str) -> SafeString:
    url = staticfiles_storage.url(path)
    if path.endswith(".css"):
        return format_html('<link rel="stylesheet" href="{}">', url)
    return format_html('<script type="module" src="{}"></script>', url)


def _collect(path: str, read: Read, order: dict[str, str]) -> None:
    """A module after those it imports, its exports as the fields of one constant."""
    if path in order:
        return
    text = read(path)
    for match in IMPORT.finditer(text):
        _collect(_neighbour(path, match[2]), read, order)
    body = IMPORT.sub(lambda match: _taken(path, match), text)
    exported = EXPORT.findall(body)
    body = EXPORT.sub("", body)
    if found := UNKNOWN.search(body):
        raise ValueError(f"{path} can not be joined with others: {found[0]}")
    names = ", ".join(exported)
    order[path] = f"const {_name(path)} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"


def _taken(path: str, match: re.Match[str]) -> str:
    names = match[1].replace(" as ", ": ")
    return f"const {{{names}}} = {_name(_neighbour(path, match[2]))};\n"


def _neighbour(path: str, source: str) -> str:
    return normpath(join(dirname(path), source))


def _name(path: str) -> str:
    return re.sub(r"\W", "_", path.removesuffix(".js"))
