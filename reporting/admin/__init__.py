"""Staff pages of reports: one module for each thing that staff look after.

Nothing is written here but through the app's actions.
"""

from reporting.admin import handled, reports
from reporting.form_editor.admin import FormAdmin

__all__ = ["FormAdmin", "handled", "reports"]
