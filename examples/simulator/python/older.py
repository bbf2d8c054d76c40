"""A package between two areas, with the SDK of before: pip install aliyun-python-sdk-cbn."""

import json
import os
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
send(purchase)

listed = send(DescribeCenBandwidthPackagesRequest())
for package in listed["CenBandwidthPackages"]["CenBandwidthPackage"]:
    print(package["CenBandwidthPackageId"], package["Bandwidth"], "Mbit/s, until", package["ExpiredTime"])
