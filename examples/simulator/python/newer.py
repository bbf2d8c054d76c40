"""A package between two areas, with the SDK of today: pip install alibabacloud_cbn20170912."""

import os
import time
from urllib.parse import urlsplit

from alibabacloud_cbn20170912 import models
from alibabacloud_cbn20170912.client import Client
from alibabacloud_tea_openapi.utils_models import Config

endpoint = urlsplit(os.environ["CEN_ENDPOINT"])
client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        protocol=endpoint.scheme,
        endpoint=endpoint.netloc,
    )
)

bought = client.create_cen_bandwidth_package(
    models.CreateCenBandwidthPackageRequest(
        geographic_region_aid="China",
        geographic_region_bid="Europe",
        bandwidth=5,
        period=1,
        auto_pay=True,
    )
)
bought_id = models.DescribeCenBandwidthPackagesRequestFilter(
    key="CenBandwidthPackageId", value=[bought.body.cen_bandwidth_package_id]
)
# A package shows a moment after it has been bought: here as in the cloud.
while not (
    packages := client.describe_cen_bandwidth_packages(
        models.DescribeCenBandwidthPackagesRequest(filter=[bought_id])
    ).body.cen_bandwidth_packages.cen_bandwidth_package
):
    time.sleep(0.1)
for package in packages:
    print(package.cen_bandwidth_package_id, package.bandwidth, "Mbit/s, until", package.expired_time)
