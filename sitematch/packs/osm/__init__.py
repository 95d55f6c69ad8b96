"""OpenStreetMap extracts as a pack's roads and facilities.

``source`` looks at the file; ``osmium_run`` lets osmium read it in a child process, ``scan``, ``opl`` and ``places``
take what comes of it; ``access``, ``speeds``, ``ferries`` and ``roads`` say what tags mean for a car; ``network`` cuts
ways at their junctions, ``compile`` makes links of them; ``facilities``, ``outlines`` and ``merging`` find what sites
are near to; ``tables`` writes rows.
"""
