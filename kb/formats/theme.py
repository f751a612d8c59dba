"""How papers look: organisation, colours, logo, cover words, fonts, and the templates of md and html.

A shop keeps its own in a folder: ``theme.toml``, and any of the files of ``kb/templates/`` that it replaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.lexicon import TomlFile
from ingest import ConfigurationError

if TYPE_CHECKING:
    import jinja2

__all__ = ["SHIPPED", "Theme", "load_theme"]

SHIPPED = Path(__file__).resolve().parents[1] / "templates"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LOGO_ENDINGS = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Theme:
    """The settings of ``theme.toml``.  ``fonts``: font files for pdf, the first that has a character is used."""

    organisation: str = ""
    accent: str = "#1F4E79"
    cover: tuple[str, ...] = ()
    footer: str = ""
    logo: Path | None = None
    fonts: tuple[Path, ...] = ()
    word_font: str = "宋体"
    word_heading_font: str = "黑体"
    folders: tuple[Path, ...] = (SHIPPED,)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The md and html templates: those of the shop's folder first."""
        import jinja2

        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in self.folders]),
            autoescape=jinja2.select_autoescape(("html", "html.j2"), default=False),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["kind_of"] = lambda block: type(block).__name__
        return environment

    def fill(self, name: str, **words: Any) -> str:
        """Fill in a template.  Raises ``ConfigurationError`` with file and line where the shop's own is wrong."""
        import jinja2

        try:
            return self.templates.get_template(name).render(theme=self, **words)
        except jinja2.TemplateSyntaxError as error:
            raise ConfigurationError(
                f"模板写法有误({error.message})",
                place=f"{error.filename or name} 第{error.lineno}行",
                remedy="对照随软件附带的同名模板改正,或删去这个文件",
            ) from error
        except jinja2.TemplateError as error:
            raise ConfigurationError(
                f"模板无法使用({error.message})", place=name, remedy="对照随软件附带的同名模板改正,或删去这个文件"
            ) from error


def load_theme(folder: str | Path | None = None) -> Theme:
    """Read the theme in ``folder``; None is the shipped one.

    Raises ``ConfigurationError`` with file, line, column and remedy.
    """
    if folder is None:
        return Theme()
    place = Path(folder)
    if not place.is_dir():
        raise ConfigurationError("没有这个模板文件夹", place=str(place), remedy=f"可从 {SHIPPED.name} 复制一份再改")
    settings = place / "theme.toml"
    if not settings.exists():
        return Theme(folders=(place, SHIPPED))
    file = TomlFile.read(settings)
    keys = ("organisation", "accent", "cover", "footer", "logo", "fonts", "word_font", "word_heading_font")
    file.known(file.table, keys, "")
    plain = Theme()
    accent = _words(file, "accent", plain.accent)
    if not _COLOUR.fullmatch(accent):
        raise file.error("accent", f"颜色“{accent}”不对", '写成 accent = "#1F4E79" 这样的六位十六进制')
    return Theme(
        organisation=_words(file, "organisation", ""),
        accent=accent,
        cover=file.words(file.table, "cover", "cover"),
        footer=_words(file, "footer", ""),
        logo=_logo(file, place),
        fonts=tuple(_existing(file, place, name, "fonts") for name in file.words(file.table, "fonts", "fonts")),
        word_font=_words(file, "word_font", plain.word_font),
        word_heading_font=_words(file, "word_heading_font", plain.word_heading_font),
        folders=(place, SHIPPED),
    )


def _words(file: TomlFile, key: str, default: str) -> str:
    value = file.table.get(key, default)
    if not isinstance(value, str):
        raise file.error(key, f"{key} 应是一个词", f'写成 {key} = "……"')
    return value


def _logo(file: TomlFile, folder: Path) -> Path | None:
    name = _words(file, "logo", "")
    if not name:
        return None
    logo = _existing(file, folder, name, "logo")
    if logo.suffix.lower() not in _LOGO_ENDINGS:
        raise file.error("logo", f"标志“{name}”不是图片", "请用 .png 或 .jpg 图片")
    return logo


def _existing(file: TomlFile, folder: Path, name: str, key: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise file.error(key, f"{key} 指的文件“{name}”不存在", f"路径从 {folder} 算起,也可以写绝对路径")
    return path
