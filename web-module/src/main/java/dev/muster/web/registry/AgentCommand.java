package dev.muster.web.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What to type to start an agent; the launcher, which knows the folders, gives the line. */
@ApplicationScoped
public class AgentCommand {

    @Inject
    @ConfigProperty(name = "muster.agent.command")
    private String line;

    @Inject
    @ConfigProperty(name = "muster.agent.command.registered")
    private String registered;

    /** For a server that is reached under that address, as in {@code https://muster.example}. */
    public String to(String address) {
        return line.replace("{server}", address);
    }

    /** Of a device registered by hand; {@code {id}} and {@code {secret}} are still to be filled in. */
    public String ofRegistered(String address) {
        return registered.replace("{server}", address);
    }
}
