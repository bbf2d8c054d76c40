"""The SDK of before: a core and a class for each action, answers as text, signatures in parameters (V1)."""

import importlib
import json

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

import newer
import shape
from answers import Lost, Refused

PACKAGES = {
    "cbn": "aliyunsdkcbn.request.v20170912",
    "sts": "aliyunsdksts.request.v20150401",
    "bss": "aliyunsdkbssopenapi.request.v20171214",
    "vpc": "aliyunsdkvpc.request.v20160428",
    "groups": "aliyunsdkresourcemanager.request.v20200331",
}

# It came to an end before these came.
WITHOUT_CLASS = ["InquiryPriceRefundInstance", "ModifyGrantInstanceToTransitRouter", "RefundInstance"]


class Product:
    """A product's client. It has no models of answers, so they are checked against those of the newer SDK."""

    def __init__(self, product, host, key, protocol="http", **config):
        self.package = PACKAGES[product]
        package, self.version = newer.PRODUCTS[product]
        self.models = importlib.import_module(f"{package}.models")
        self.host, _, port = host.rpartition(":")
        self.protocol = protocol
        if key.token:
            credential = StsTokenCredential(key.id, key.secret, key.token)
        else:
            credential = AccessKeyCredential(key.id, key.secret)
        self.client = AcsClient(region_id="cn-hangzhou", credential=credential, port=int(port), **config)

    def call(self, action, /, **parameters):
        """The answer to a call, as it came."""
        request = self._request(action, parameters)
        request.set_protocol_type(self.protocol)
        request.set_endpoint(self.host)
        try:
            answer = json.loads(self.client.do_action_with_exception(request))
        except ServerException as error:
            raise Refused(error.http_status, error.error_code, error.message, error.request_id) from error
        except ClientException as error:
            raise Lost from error
        shape.check(self.models, action, answer)
        return answer

    def send(self, action, method="POST", query=None, form=None):
        """The answer to a call that is put together by hand, which the SDK offers for actions that it has no class for."""
        request = self._common(action, method)
        for name, value in (query or {}).items():
            request.add_query_param(name, value)
        for name, value in (form or {}).items():
            request.add_body_params(name, value)
        return json.loads(self.client.do_action_with_exception(request))

    def _request(self, action, parameters):
        if action in WITHOUT_CLASS:
            request = self._common(action)
            request.set_query_params(parameters)
            return request
        module = importlib.import_module(f"{self.package}.{action}Request")
        request = getattr(module, f"{action}Request")()
        for name, value in parameters.items():
            # Setters of lists are in the plural, and the region is otherwise the client's.
            setter = getattr(request, f"set_{name}", None) or getattr(request, f"set_{name}s", None)
            if setter:
                setter(value)
            else:
                assert name == "RegionId", f"the class of {action} has no parameter {name}"
                request.add_query_param(name, value)
        return request

    def _common(self, action, method="POST"):
        request = CommonRequest(domain=self.host, version=self.version, action_name=action)
        request.set_method(method)
        request.set_protocol_type(self.protocol)
        return request
