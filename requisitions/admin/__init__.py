"""Staff pages of requisitions and payments: one module for each thing that staff look after.

Nothing is written here but through the app's actions.
"""

from requisitions.admin import batches, calls, payments, replies, requisitions, returns

__all__ = ["batches", "calls", "payments", "replies", "requisitions", "returns"]
