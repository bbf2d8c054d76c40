"""What the billing API says of packages and their orders."""

import pytest

from answers import refusal

PRODUCT = {"ProductCode": "cbn", "SubscriptionType": "Subscription"}
NONE = {"InstanceId": "cenbwp-none", "ProductCode": "cbn"}
MISSING = (400, "ResourceNotExists")
BOUGHT = {"GeographicRegionAId": "China", "GeographicRegionBId": "China", "Bandwidth": 5, "Period": 1}


@pytest.fixture
def bought(cen):
    """A package that is paid by the month, as the billing API names it."""
    id = cen.call("CreateCenBandwidthPackage", **BOUGHT, AutoPay=True)["CenBandwidthPackageId"]
    return {"InstanceId": id, "ProductCode": "cbn"}


def test_a_renewal(bss, bought):
    automatic = {"RenewalStatus": "AutoRenewal", "RenewalPeriod": 1, "RenewalPeriodUnit": "M"}
    bss.call("SetRenewal", InstanceIDs=bought["InstanceId"], ProductCode="cbn", **automatic)
    listed = bss.call("QueryAvailableInstances", InstanceIDs=bought["InstanceId"], ProductCode="cbn")
    (shown,) = listed["Data"]["InstanceList"]
    assert (shown["InstanceID"], shown["RenewStatus"], shown["RenewalDuration"]) == (bought["InstanceId"], "AutoRenewal", 1)
    assert bss.call("RenewInstance", **bought, RenewPeriod=1)["Success"] is True
    assert refusal(bss, "SetRenewal", InstanceIDs=bought["InstanceId"], ProductCode="cbn", RenewalStatus="Never")[0] == 400
    assert refusal(bss, "QueryAvailableInstances", RenewStatus="Normal") == (400, "InvalidParameter")
    assert refusal(bss, "RenewInstance", **NONE, RenewPeriod=1)[0] == 400


def test_a_refund(bss, bought):
    quoted = bss.call("InquiryPriceRefundInstance", **bought)["Data"]["RefundAmount"]
    assert quoted == 450
    once = {**bought, "ImmediatelyRelease": "1", "ClientToken": bought["InstanceId"]}
    order = bss.call("RefundInstance", **once)["Data"]["OrderId"]
    assert bss.call("RefundInstance", **once)["Data"]["OrderId"] == order
    for action in ["InquiryPriceRefundInstance", "RefundInstance"]:
        assert refusal(bss, action, **bought) == (400, "ExistRefundingOrderError")


def test_orders(bss, bought, cen):
    bss.call("RenewInstance", **bought, RenewPeriod=1)
    orders = bss.call("QueryOrders", ProductCode="cbn", PageSize=100)["Data"]["OrderList"]["Order"]
    assert {"New", "Renew"} <= {order["OrderType"] for order in orders}
    for order in orders:
        detail = bss.call("GetOrderDetail", OrderId=order["OrderId"])["Data"]["OrderList"]["Order"]
        assert [one["OrderType"] for one in detail] == [order["OrderType"]]
    unpaid = cen.call("CreateCenBandwidthPackage", **BOUGHT, AutoPay=False)["CenBandwidthPackageOrderId"]
    assert bss.call("CancelOrder", OrderId=unpaid)["Success"] is True
    assert refusal(bss, "CancelOrder", OrderId=unpaid) == (400, "ResourceStatusError")
    assert refusal(bss, "QueryOrders", CreateTimeStart="yesterday") == (400, "InvalidParameter")
    assert refusal(bss, "GetOrderDetail") == (400, "MissingParameter")


def test_prices(bss):
    config = [{"ModuleCode": "bandwidth", "Config": "bandwidth:5,RegionA:china,RegionB:china"}]
    new = {**PRODUCT, "OrderType": "NewOrder", "ModuleList": config}
    price = bss.call("GetSubscriptionPrice", **new, ServicePeriodQuantity=1, ServicePeriodUnit="Year")["Data"]
    assert price["TradePrice"] == 4500
    modules = bss.call("DescribePricingModule", **PRODUCT, ProductType="cbn_bwp_pre")["Data"]["ModuleList"]["Module"]
    assert [module["ModuleCode"] for module in modules] == ["bandwidth"]
    products = bss.call("QueryProductList", PageNum=1, QueryTotalCount=True)["Data"]["ProductList"]["Product"]
    assert "cbn" in [product["ProductCode"] for product in products]
    assert refusal(bss, "GetSubscriptionPrice", **new, ServicePeriodQuantity=1, ServicePeriodUnit="Century")[0] == 400
    assert refusal(bss, "DescribePricingModule", ProductCode="moon", SubscriptionType="Subscription")[0] == 400
    assert refusal(bss, "QueryProductList", PageNum=0)[0] == 400


def test_the_balance(bss, stranger):
    balance = bss.call("QueryAccountBalance")["Data"]
    assert balance["Currency"] == "CNY"
    assert refusal(stranger("bss"), "QueryAccountBalance") == (404, "InvalidAccessKeyId.NotFound")
