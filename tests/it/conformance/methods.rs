//! Every RPC of every service, as the proto files have them, and calls of bytes instead of messages.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::{Buf as _, BufMut as _, Bytes};
use http::uri::PathAndQuery;
use prost_types::{DescriptorProto, FileDescriptorProto};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Request, Status};

/// Largest message of the protocol.
const LARGEST_MESSAGE: usize = 256 * 1024 * 1024;

/// One RPC.
#[derive(Clone, Debug)]
pub(super) struct Method {
    /// Such as `/tfplugin6.Provider/GetMetadata`.
    pub(super) path: String,
    /// Full name of the request's message.
    pub(super) request: String,
    /// Whether it is answered by any number of messages.
    pub(super) streams: bool,
}

/// What a proto file says.
pub(super) struct Protocol {
    pub(super) methods: Vec<Method>,
    pub(super) messages: BTreeMap<String, DescriptorProto>,
}

impl Protocol {
    /// Reads a file of `proto/`.
    pub(super) fn read(file: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
        let files = protox::compile([file], [&folder])
            .expect("a valid proto file")
            .file;
        let mut protocol = Self {
            methods: Vec::new(),
            messages: BTreeMap::new(),
        };
        for file in &files {
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
    pub(super) async fn call(
        &self,
        channel: Channel,
        message: Bytes,
        most: usize,
    ) -> Result<Vec<Bytes>, Status> {
        let mut client = tonic::client::Grpc::new(channel)
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
