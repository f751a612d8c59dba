"""Names of the files in a knowledge base's folder that are its own, beside the generations."""

from __future__ import annotations

__all__ = ["LEXICON", "LEXICON_READ", "LEXICON_TAKEN", "OVERRIDES"]

LEXICON = "lexicon.toml"
LEXICON_READ = "lexicon.read.json"
"""The tables of the lexicon as the last build read them, so that a question need not read TOML."""
LEXICON_TAKEN = "lexicon.taken.toml"
"""The lexicon as the last build read it: asked while ``LEXICON`` is being edited and has a slip in it."""
OVERRIDES = "overrides.toml"
"""What people may write beside the generations: their own lexicon, and their decisions on single clauses."""
