//! Address blocks in requests: IPv4 and IPv6, written as CIDRs.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::error::ApiError;

/// The block of the cloud's own services.
const CLOUD_SERVICES: (Ipv4Addr, u8) = (Ipv4Addr::new(100, 64, 0, 0), 10);

/// Blocks that never leave a host or a network, and the one of the cloud's own services.
const RESERVED: [(Ipv4Addr, u8); 4] = [
    CLOUD_SERVICES,
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
];

/// The block that a parameter holds. Its address is the first of the block.
pub(crate) fn read(parameter: &str, text: &str) -> Result<IpNet, ApiError> {
    let block: Option<IpNet> = text.parse().ok();
    block
        .filter(|block| block.trunc() == *block)
        .ok_or_else(|| ApiError::invalid(parameter, "it must be a CIDR block"))
}

/// Whether a block is one of the cloud's own services.
pub(crate) fn is_of_cloud(block: &IpNet) -> bool {
    matches!(block, IpNet::V4(block) if lies_in(block, CLOUD_SERVICES))
}

fn lies_in(block: &Ipv4Net, (address, length): (Ipv4Addr, u8)) -> bool {
    Ipv4Net::new(address, length).is_ok_and(|reserved| reserved.contains(block))
}

/// Whether a block lies in one that is not routed.
pub(crate) fn is_reserved(block: &IpNet) -> bool {
    match block {
        IpNet::V4(block) => RESERVED.iter().any(|reserved| lies_in(block, *reserved)),
        IpNet::V6(block) => {
            let address: Ipv6Addr = block.network();
            block.prefix_len() > 0 && (address.is_multicast() || address.is_unicast_link_local())
        }
    }
}
