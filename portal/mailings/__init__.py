"""Staff's own letters (egna brev): whom a choice reaches, and how the letters are written.

The rows and the verbs are `correspondence.mailings`, which knows no grant.
"""
