//! Every RPC of every service, as the proto files have them, and calls of bytes instead of messages.

use std::collections::BTreeMap;

use bytes::{Buf as _, BufMut as _, Bytes};
use http::uri::PathAndQuery;
use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Request, Status};

use crate::api::{LARGEST_MESSAGE, Transport};

/// One RPC.
#[derive(Clone, Debug)]
pub struct Method {
    /// Such as `/tfplugin6.Provider/GetMetadata`.
    pub path: String,
    /// Full name of the request's message.
    pub request: String,
    /// Whether it is answered by any number of messages.
    pub streams: bool,
}

/// What a proto file says.
pub(super) struct Protocol {
    pub(super) methods: Vec<Method>,
    pub(super) messages: BTreeMap<String, DescriptorProto>,
}

impl Protocol {
    /// The protocol of providers.
    pub(super) fn of_providers() -> Self {
        // Made from `proto/` by the test `codegen`.
        let files: &[u8] = include_bytes!("tfplugin6.bin");
        let files = FileDescriptorSet::decode(files).expect("a set of descriptors");
        let mut protocol = Self {
            methods: Vec::new(),
            messages: BTreeMap::new(),
        };
        for file in &files.file {
            let package = format!(".{}", file.package());
            collect(&file.message_type, &package, &mut protocol.messages);
            protocol.methods.extend(methods(file));
        }
        protocol
    }
}

fn methods(file: &FileDescriptorProto) -> Vec<Method> {
    let services = file.service.iter();
    let methods = services.flat_map(|service| {
        service.method.iter().map(|method| Method {
            path: format!("/{}.{}/{}", file.package(), service.name(), method.name()),
            request: method.input_type().to_owned(),
            streams: method.server_streaming(),
        })
    });
    methods.collect()
}

fn collect(
    messages: &[DescriptorProto],
    parent: &str,
    found: &mut BTreeMap<String, DescriptorProto>,
) {
    for message in messages {
        let name = format!("{parent}.{}", message.name());
        collect(&message.nested_type, &name, found);
        found.insert(name, message.clone());
    }
}

impl Method {
    /// Calls with these bytes as the only message. Answers with the messages that come back, `most` of them at most.
    pub async fn call(
        &self,
        transport: Transport,
        message: Bytes,
        most: usize,
    ) -> Result<Vec<Bytes>, Status> {
        let mut client = tonic::client::Grpc::new(transport)
            .max_decoding_message_size(LARGEST_MESSAGE)
            .max_encoding_message_size(LARGEST_MESSAGE + 1024 * 1024);
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path: PathAndQuery = self.path.parse().expect("a path");
        let request = Request::new(tokio_stream::once(message));
        let mut stream = client.streaming(request, path, Raw).await?.into_inner();
        let mut answers = Vec::new();
        while answers.len() < most
            && let Some(answer) = stream.message().await?
        {
            answers.push(answer);
        }
        Ok(answers)
    }
}

/// Messages as the bytes that they are.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
