"""How models, pages, errors and life cycles look in a notebook, and how lists become tables of plain values.

A notebook shows a model, a page, a list or an error by itself; nothing here has to be called for that.

    from esignkit.display import settings, table, thumbnail, timeline, to_dicts

    settings.mask_personal_data = True    # names, addresses and numbers of people become "•••" from now on
    timeline(package)                     # the life of a package, a signature request or a session
    table(packages)                       # several models under each other
    thumbnail("lease.pdf")                # a page of a PDF, with the extra `thumbnails`
    pandas.DataFrame(to_dicts(packages))  # as data; `Items` and `Page` have to_dicts() themselves
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
