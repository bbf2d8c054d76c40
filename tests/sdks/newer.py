"""The SDK of today: a distribution for each product, models for requests and answers, signatures in headers (ACS3)."""

import importlib
import re

from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.exceptions import UnretryableException
from darabonba.policy.retry import RetryOptions
from darabonba.runtime import RuntimeOptions

import shape
from answers import Lost, Refused

PRODUCTS = {
    "cbn": ("alibabacloud_cbn20170912", "2017-09-12"),
    "sts": ("alibabacloud_sts20150401", "2015-04-01"),
    "bss": ("alibabacloud_bssopenapi20171214", "2017-12-14"),
    "vpc": ("alibabacloud_vpc20160428", "2016-04-28"),
    "groups": ("alibabacloud_resourcemanager20200331", "2020-03-31"),
}

# How a client is made that repeats what was throttled or lost; by itself it repeats nothing.
REPEATING = {
    "retry_options": RetryOptions(
        retry_condition=[
            {"maxAttempts": 3, "exception": ["ThrottlingException"]},
            {"maxAttempts": 3, "exception": ["RetryError"]},
        ]
    )
}


class Product:
    """A product's client, which checks every answer against the model that it is read with."""

    def __init__(self, product, host, key, **config):
        package, self.version = PRODUCTS[product]
        self.models = importlib.import_module(f"{package}.models")
        client = importlib.import_module(f"{package}.client").Client
        config = {"protocol": "http", "endpoint": host, "region_id": "cn-hangzhou", **config}
        secret = {"access_key_id": key.id, "access_key_secret": key.secret, "security_token": key.token}
        self.client = _keeping(client)(Config(**secret, **config))

    def call(self, action, /, **parameters):
        """The answer to a call, as it came."""
        try:
            self._call(action, parameters)
        except AlibabaCloudException as error:
            raise _refused(error) from error
        except UnretryableException as error:
            raise Lost from error
        answer = self.client.answer["body"]
        shape.check(self.models, action, answer)
        return answer

    def _call(self, action, parameters):
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", f"{action}WithOptions").lower()
        method = getattr(self.client, name)
        model = getattr(self.models, f"{action}Request", None)
        # What takes no parameters has no model of them.
        if model is None and not parameters:
            method(RuntimeOptions())
            return
        request = model().from_map(parameters)
        # Models write lists that were not given, too.
        written = {name: value for name, value in request.to_map().items() if name in parameters or value}
        assert written == parameters, f"the model of {action} has not all of these parameters"
        method(request, RuntimeOptions())

    def send(self, action, method="POST", query=None, form=None, document=None):
        """The answer to a call that is put together by hand."""
        params = Params(
            action=action, version=self.version, protocol="HTTP", pathname="/", method=method, auth_type="AK", style="RPC",
            req_body_type="json" if document else "formData", body_type="json",
        )  # fmt: skip
        request = OpenApiRequest(query=query or {}, body=document or form)
        return self.client.call_api(params, request, RuntimeOptions())["body"]


def _refused(error):
    """What an exception says; it puts more around the message than the server has sent."""
    found = re.fullmatch(rf"code: \d+, (.*) request id: {error.request_id}", error.message, re.DOTALL)
    return Refused(error.status_code, error.code, found[1], error.request_id)


def _keeping(client):
    """A kind of client that keeps the last answer as it came, before models read it."""

    class Keeping(client):
        def call_api(self, *request):
            self.answer = super().call_api(*request)
            return self.answer

        # Calls without a key go this way.
        def do_rpcrequest(self, *request):
            self.answer = super().do_rpcrequest(*request)
            return self.answer

    return Keeping
