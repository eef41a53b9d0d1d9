package dev.muster.registry.boundary;

import dev.muster.identity.entity.InstallationPrepared;
import dev.muster.platform.Clockwork;
import dev.muster.platform.Scope;
import dev.muster.platform.Sql;
import dev.muster.registry.entity.Outage;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * When the installation was there to hear its devices. Each node beats; a node that starts, or whose beat comes after a
 * silence of all nodes, writes the time in between down as an outage: {@code Liveness} does not count it.
 */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Uptime {

    private static final Duration BEAT = Duration.ofSeconds(5);
    /** No beat of any node for so long: the database was away, or all nodes were. */
    private static final Duration MISSED = BEAT.multipliedBy(3);
    /** Devices come back with a backoff of up to 30 s (docs/protocol.md): they may take that long after an outage. */
    private static final Duration RETURN = Duration.ofSeconds(30);

    private static final Duration KEPT = Duration.ofDays(30);

    @Inject
    private Sql sql;

    @Inject
    private Clockwork clock;

    @Inject
    private Connections connections;

    @Inject
    @ConfigProperty(name = "muster.node.name")
    private String node;

    private volatile boolean started;

    @PostConstruct
    void start() {
        clock.every(BEAT, "telling that this node is up", () -> {
            if (started) {
                beat();
            }
        });
    }

    /** This node begins: unless another one is up, all the time since the last beat was an outage, however short. */
    public void begin(@Observes InstallationPrepared installation) {
        sql.update("delete from outage where ended_at < now() - ?::interval", text(KEPT));
        var others = sql.one(
                "select exists (select from node_beat where node <> ? and beat_at > now() - ?::interval) as up",
                row -> row.bool("up"),
                node,
                text(MISSED));
        if (!others.orElse(false)) {
            wasAwayFor(Duration.ZERO);
        }
        tell();
        connections.forget(Scope.ofPlatform(), node);
        started = true;
    }

    /** This node is up; the sockets of one that is not any more are closed. */
    public void beat() {
        wasAwayFor(MISSED);
        tell();
        lost().forEach(other -> {
            connections.forget(Scope.ofPlatform(), other);
            sql.update("delete from node_beat where node = ? and beat_at < now() - ?::interval", other, text(MISSED));
        });
    }

    private List<String> lost() {
        return sql.query(
                "select node from node_beat where node <> ? and beat_at < now() - ?::interval",
                row -> row.text("node"),
                node,
                text(MISSED));
    }

    /** The outages that reach into the time after {@code since}. */
    public List<Outage> outages(Instant since) {
        return sql.query(
                "select began_at, ended_at from outage where ended_at > ? order by began_at",
                row -> new Outage(row.time("began_at"), row.time("ended_at")),
                since);
    }

    /** An outage from the last beat on, where that is longer ago; an earlier one ends where it begins. */
    private void wasAwayFor(Duration more) {
        sql.update("""
                with last as (
                    select max(beat_at) as at from node_beat having max(beat_at) < now() - ?::interval),
                earlier as (
                    update outage set ended_at = last.at from last where ended_at > last.at and began_at < last.at)
                insert into outage (began_at, ended_at) select at, now() + ?::interval from last
                on conflict do nothing""", text(more), text(RETURN));
    }

    private void tell() {
        sql.update("""
                insert into node_beat (node, beat_at) values (?, now())
                on conflict (node) do update set beat_at = now()""", node);
    }

    private static String text(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
