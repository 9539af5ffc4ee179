"""The staff's start page: what waits, what is late, what deviates, how far each round has come."""

from portal.admin_start.page import deviating, late, take_up, waiting
from portal.admin_start.rows import Bar, TakeUp, Waiting

__all__ = ["Bar", "TakeUp", "Waiting", "deviating", "late", "take_up", "waiting"]
