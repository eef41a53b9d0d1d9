-- A node that has stopped beating is forgotten by the others, with the sockets it held.
grant delete on node_beat to ${appRole};
create index device_connection_node on device_connection (node);
