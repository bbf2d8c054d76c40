"""A package between two areas, with the SDK of before: pip install aliyun-python-sdk-cbn."""

import json
import os
import time
from urllib.parse import urlsplit

from aliyunsdkcbn.request.v20170912.CreateCenBandwidthPackageRequest import CreateCenBandwidthPackageRequest
from aliyunsdkcbn.request.v20170912.DescribeCenBandwidthPackagesRequest import DescribeCenBandwidthPackagesRequest
from aliyunsdkcore.client import AcsClient

endpoint = urlsplit(os.environ["CEN_ENDPOINT"])
client = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    port=endpoint.port,
)


def send(request):
    request.set_endpoint(endpoint.hostname)
    request.set_protocol_type(endpoint.scheme)
    return json.loads(client.do_action_with_exception(request))


purchase = CreateCenBandwidthPackageRequest()
purchase.set_GeographicRegionAId("China")
purchase.set_GeographicRegionBId("Europe")
purchase.set_Bandwidth(5)
purchase.set_Period(1)
purchase.set_AutoPay(True)
bought = send(purchase)

search = DescribeCenBandwidthPackagesRequest()
search.set_Filters([{"Key": "CenBandwidthPackageId", "Value": [bought["CenBandwidthPackageId"]]}])
# A package shows a moment after it has been bought: here as in the cloud.
while not (packages := send(search)["CenBandwidthPackages"]["CenBandwidthPackage"]):
    time.sleep(0.1)
for package in packages:
    print(package["CenBandwidthPackageId"], package["Bandwidth"], "Mbit/s, until", package["ExpiredTime"])
