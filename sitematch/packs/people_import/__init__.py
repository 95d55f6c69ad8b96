"""A file of points or cells as a pack's people.

``read`` tells the format and, with ``parquet``, makes a ``table`` of it; ``columns`` says what its headings mean,
``numbers`` what its cells count; ``places`` and ``ruta`` say where each row lives, ``crs`` in which system; ``rows``
are those of the pack, ``write`` its files, ``report`` what was done, ``words`` what is said; ``into_pack`` does it all.
"""
