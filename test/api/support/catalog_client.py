"""A client as the platform has them: `requests`, repeated parameters, `next` followed, keys in chunks of 250.

catalog_client.py BASE TOKEN < instructions > what it read, both JSON.
"""

import json
import sys

import requests

CHUNK = 250


class CatalogClient:
    def __init__(self, base, token):
        self.base = base
        self.session = requests.Session()
        self.session.headers.update({"Authorization": "JWT " + token})

    def _json(self, answer):
        answer.raise_for_status()
        return answer.json()

    def create(self, catalog):
        return self._json(self.session.post(self.base + "/api/v1/enterprise-catalogs/", json=catalog))

    def replace(self, uuid, catalog):
        return self._json(self.session.put(f"{self.base}/api/v1/enterprise-catalogs/{uuid}/", json=catalog))

    def contains(self, uuid, keys):
        url = f"{self.base}/api/v1/enterprise-catalogs/{uuid}/contains_content_items/"
        return self._json(self.session.get(url, params={"course_run_ids": keys}))["contains_content_items"]

    def customer_contains(self, customer, keys):
        url = f"{self.base}/api/v1/enterprise-customer/{customer}/contains_content_items/"
        params = {"course_run_ids": keys, "get_catalogs_containing_specified_content_ids": True}
        return self._json(self.session.get(url, params=params))

    def everything(self, uuid, page_size):
        url = f"{self.base}/api/v1/enterprise-catalogs/{uuid}/get_content_metadata"
        params = {"page_size": page_size, "traverse_pagination": False}
        items, pages = [], 0
        while url:
            page = self._json(self.session.get(url, params=params))
            items.extend(page["results"])
            url, params, pages = page["next"], None, pages + 1
        return items, pages

    def by_keys(self, uuid, keys, size):
        url = f"{self.base}/api/v1/enterprise-catalogs/{uuid}/get_content_metadata/"
        items = []
        for start in range(0, len(keys), size):
            chunk = {"content_keys": keys[start : start + size], "page_size": 100}
            items.extend(self._json(self.session.get(url, params=chunk))["results"])
        return items

    def difference(self, uuid, keys):
        url = f"{self.base}/api/v1/enterprise-catalogs/{uuid}/generate_diff/"
        return self._json(self.session.post(url, json={"content_keys": keys}))

    def filtered(self, customer, keys):
        url = f"{self.base}/api/v1/enterprise-customer/{customer}/filter_content_items/"
        found = []
        for start in range(0, len(keys), CHUNK):
            found.extend(
                self._json(self.session.post(url, json={"content_keys": keys[start : start + CHUNK]}))[
                    "filtered_content_keys"
                ]
            )
        return found

    def by_hash(self, content_filter):
        base = self.base + "/api/v1/catalog-queries/"
        found = self._json(self.session.get(base + "get_content_filter_hash", json=content_filter))
        return self._json(self.session.get(base + "get_query_by_hash", params={"hash": found}))


def read_item(item):
    """The members that clients take without asking whether they are there."""
    return {
        "key": item["uuid"] if item["content_type"] == "program" else item["key"],
        "title": item["title"],
        "enrollment_url": item["enrollment_url"],
        "active": item.get("active"),
    }


def main():
    client = CatalogClient(sys.argv[1], sys.argv[2])
    told = json.load(sys.stdin)
    catalog = told["catalog"]
    uuid, customer, keys = catalog["uuid"], catalog["enterprise_customer"], told["keys"]
    created = client.create(catalog)
    items, pages = client.everything(uuid, 7)
    json.dump(
        {
            "created": created,
            "replaced": client.replace(uuid, {**catalog, "title": "Replaced"}),
            "contains": [client.contains(uuid, told["some"]), client.contains(uuid, ["No+Such"])],
            "customer_contains": client.customer_contains(customer, told["some"]),
            "items": [read_item(item) for item in items],
            "pages": pages,
            "by_keys": [read_item(item) for item in client.by_keys(uuid, keys, 100)],
            "too_many": requests.get(
                f"{client.base}/api/v1/enterprise-catalogs/{uuid}/get_content_metadata/",
                params={"content_keys": keys[:CHUNK]},
                headers=client.session.headers,
            ).status_code,
            "difference": client.difference(uuid, keys),
            "filtered": client.filtered(customer, keys),
            "query": client.by_hash(catalog["content_filter"]),
        },
        sys.stdout,
    )


main()
