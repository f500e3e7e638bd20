"""Writers of files and stand-alone pages: the only place where geopandas, folium and their kin are imported."""
