"""What every command speaks through: two consoles and the exit statuses."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console

from reports.record import Outcome

EXIT_STATUS: Final = {
    Outcome.PASSED: 0,
    Outcome.BOT: 1,
    Outcome.ENVIRONMENT: 2,  # as is a wrong option or setting
    Outcome.PORTAL: 3,
    Outcome.DRIFT: 4,
    Outcome.MAIL: 5,
    Outcome.HANDOVER: 6,
}

OUT: Final = Path("reports/out")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
