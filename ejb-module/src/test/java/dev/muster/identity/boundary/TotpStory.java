package dev.muster.identity.boundary;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.control.TimeCode;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.BeforeEach;

/** Somebody with an authenticator app, and what their stories do with it. */
abstract class TotpStory extends ServerTest {

    static final String PASSWORD = "seven blue lanterns";

    @Inject
    Account account;

    @Inject
    SecondFactor secondFactor;

    @Inject
    SignIn signIn;

    @Inject
    Passwords passwords;

    World.Org org;
    Caller caller;
    byte[] secret;

    @BeforeEach
    void somebody() {
        org = world.org();
        caller = somebody(org, Role.OPERATOR);
    }

    Caller somebody(World.Org in, Role role) {
        var person = world.personWithHash(passwords.hash(PASSWORD));
        world.join(person, in, role);
        return world.signedIn(person, in.slug());
    }

    void begin() {
        secret = Base32.decode(account.beginTotp(caller, PASSWORD).secret());
    }

    List<String> enable() {
        begin();
        return account.confirmTotp(caller, code(0));
    }

    String recoveryCode() {
        return account.renewRecoveryCodes(caller, PASSWORD, fresh()).get(0);
    }

    /** As if the codes so far had been shown days ago. */
    String fresh() {
        world.change("update person_totp set last_step = 0 where person_id = ?", caller.personId());
        return code(0);
    }

    String next() {
        return code(1);
    }

    String code(int stepsFromNow) {
        return TimeCode.at(secret, TimeCode.step(Instant.now()) + stepsFromNow);
    }

    void forgetGuesses() {
        world.change("delete from sign_in_delay where person_id = ?", caller.personId());
    }

    List<String> refusals() {
        return world.texts(
                "select detail ->> 'wrong' from audit_entry where action = 'session.refused' and org_id is null"
                        + " and detail ->> 'email' = ?",
                caller.email());
    }

    Grant signIn(String code) {
        return signIn.signIn(attempt(caller.email(), PASSWORD, code));
    }

    static LoginAttempt attempt(String email, String password, String code) {
        return new LoginAttempt(
                email, password, code, SessionKind.TOKEN, World.ADDRESS, "a program", World.name("request"));
    }
}
