"""From an investor's brief to a ranked, defensible shortlist of sites.

A *requirement* says what a prospect needs, as *criteria* on *metrics*. A *region* is a pack of roads, people,
facilities and municipalities. *Sites* are offered in it. A *match* holds the requirement against the sites:
what is unknown widens a score and never drops a site; adding a site never reorders the others; every figure
carries its source.
"""

__version__ = "0.1.0"
