"""OpenStreetMap extracts as a pack's roads and facilities.

``source`` looks at the file; ``scan``, ``opl`` and ``places`` read it; ``access``, ``speeds``, ``ferries`` and
``roads`` say what its tags mean for a car; ``network`` cuts ways at their junctions, ``compile`` makes links of them;
``tables`` writes rows.
"""
