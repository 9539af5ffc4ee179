"""The recipient's pages of a requisition: fill in, check, send in or decline, and what came of it.

Staff work in the admin; giving money back is portal's, since it must know of the report.
"""

from requisitions.views.answering import check, decline, reopen, submit, withdraw
from requisitions.views.drafting import autosave, edit
from requisitions.views.receipt import receipt

__all__ = ["autosave", "check", "decline", "edit", "receipt", "reopen", "submit", "withdraw"]
