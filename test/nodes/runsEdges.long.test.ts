// The same tests, thoroughly.
import './runsEdges.test';
