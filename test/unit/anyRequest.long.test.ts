// The same tests, thoroughly.
import './anyRequest.test';
