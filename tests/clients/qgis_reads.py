"""Run by the system's Python, which has QGIS: print what QGIS makes of each layer of a GeoPackage, as JSON."""

import json
import os
import sys

from qgis.core import QgsApplication, QgsVectorLayer

QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
found = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    message, is_styled = layer.loadDefaultStyle()
    renderer = layer.renderer()
    classes = renderer.categories() if renderer.type() == "categorizedSymbol" else []
    symbol = classes[0].symbol() if classes else renderer.symbol()
    found[name] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "features": layer.featureCount(),
        "styled": is_styled,
        "colour": symbol.color().name(),
        "symbol": symbol.symbolLayer(0).layerType(),
        "classes": {one.value(): one.symbol().color().name() for one in classes},
        "used": sorted({one[renderer.classAttribute()] for one in layer.getFeatures()}) if classes else [],
        "message": message,
    }
print(json.dumps(found), flush=True)
os._exit(0)  # QGIS 3.22 may fall over its own layers on the way out
