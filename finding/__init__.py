"""Finding things among many: queries, facets and search, all of them pure."""
