"""SHA-256 of short texts: hashlib loads OpenSSL, which takes longer than all that a question has digested."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["sha256"]

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha256 import sha256  # of Python 3.11, as ``random`` takes its own
    except ImportError:
        try:
            from _sha2 import sha256  # from 3.12 on
        except ImportError:
            from hashlib import sha256
