"""Whose boundaries a map draws, as of when, and the number under which it may be published."""

from __future__ import annotations

from collections.abc import Mapping

from boundaries.language import Message

SOURCES = ("tianditu", "amap", "file")
"""Providers of boundaries that have a name of their own: ``maps.source.<provider>``."""


def source_of(attrs: Mapping[object, object]) -> Message | str:
    """Whose boundaries a layer holds, by its ``attrs``; an unknown provider goes by its own name."""
    provider = str(attrs.get("provider") or "file")
    return Message(f"maps.source.{provider}") if provider in SOURCES else provider
