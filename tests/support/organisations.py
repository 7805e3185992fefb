"""Organisations with a RUC."""

from typing import Any

from networks.models import Affiliation, Organisation

RUC = "20131312955"  # SUNAT's own


OTHER_RUC = "20100047218"


def belonging(organisation: Organisation, network: Any, **fields: Any) -> Affiliation:
    affiliation: Affiliation = Affiliation.objects.create(organisation=organisation, network=network, **fields)
    return affiliation
