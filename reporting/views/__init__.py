"""Pages of the reporting: filling in (recipient), approving (signatory's link)."""
