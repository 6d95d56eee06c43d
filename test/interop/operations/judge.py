"""Other people's readers of what ours have written. Arguments: SBOM, text of /metrics. One line for each check."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from prometheus_client.openmetrics.parser import text_string_to_metric_families


def check(name, done, detail=""):
    print(("ok " if done else "not ok ") + name + (f": {detail}" if detail and not done else ""))


sbom, metrics = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
validator = JsonStrictValidator(SchemaVersion.V1_6)
fault = validator.validate_str(sbom)
check("the SBOM is CycloneDX 1.6", fault is None, str(fault)[:300])
# The validator has eyes: without its format it is none.
check("and another is not", validator.validate_str(sbom.replace('"CycloneDX"', '"Cyclone"')) is not None)

families = {family.name: family for family in text_string_to_metric_families(metrics)}
check("/metrics is OpenMetrics", len(families) > 15, str(len(families)))
check("with latencies as a histogram", families["setu_http_request_duration_seconds"].type == "histogram")
try:
    list(text_string_to_metric_families(metrics.replace("# EOF\n", "")))
    check("and a text that was cut is not", False)
except ValueError:
    check("and a text that was cut is not", True)
