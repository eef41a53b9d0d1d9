package dev.muster.agent.store;

import java.util.Map;

/**
 * Something that befell what the agent keeps and that an operator should know.
 *
 * @param severity INFO, WARN or ERROR
 * @param context values for the error log
 */
public record Notice(String code, String severity, Map<String, Object> context) {}
