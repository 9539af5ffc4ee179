"""Staff's own letters to many: written, looked at by a second pair of eyes, sent as letters.

Knows no grant: whom a choice reaches is for the portal to say (`portal.mailings`).
"""
