/** The devices: who they are, who owns them, their credentials and doors, and how alive they are. */
package dev.muster.registry;
