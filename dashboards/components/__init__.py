"""Parts of pages: the exhibit first, its tables and headline figures, the shell around the pages.

Does not belong here: queries, figures' meaning (warehouse/exhibits), colours and distances (theme.py).
"""
