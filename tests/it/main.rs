//! Tests of the whole: wire, client, product. One module a topic.

mod codegen;
